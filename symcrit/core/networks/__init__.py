"""Networks: their loss, its gradient and Hessian, and certified critical points.

`loss` holds expressions; `forces` the gradient in balls and power series; `points` explicit networks in balls,
`species`, `family` and `symmetric` symmetric families, `bent` and `expansions` families along a parameter.  `frames`
turns Hessians into theorems: about one critical point in `isolated`, about one for every value of a symbol in `branch`.
"""
