"""Names of the lemmas that take long: 0.25 s of the processor or more when this was written."""

NAMES = """
abs-chebyshev abs-chebyshev-wide abs-distance abs-distance-scaled abs-exp abs-mean abs-of-sinh abs-ratio
abs-reverse-one-side abs-reverse-triangle abs-sum-least abs-triangle-of-three abs-two-sums acos-cos-next acos-double
acos-double-acos acos-double-fourth asin-addition asin-chord asin-chord-undefined asin-ratio-order asin-sin-turn
atan-lipschitz atan-tan-next atan-tan-next-closed away-from-e becker-stark bounded-sum-exp chebyshev-3-wide choi-lam
closed-cos closed-sine constant-by-equation cos-parabola cos-product cos-quartic cos-root-next cos-two-touches
cos-two-touches-strict cosh-parabola cosh-product cyclic-ratios damped-wave difference-is-0 discriminant-closed
edge-entropy edge-log-root entropy-least entropy-least-strict erf-disc erf-inscribed erf-subadditive erf-williams
exp-cubic exp-mean exp-of-harmonic exp-parabola-right exp-square gaussian-below-lorentzian gaussian-two hat-wide
huygens integer-compound integer-far integer-harmonic integer-large-roots integer-large-roots-apart integer-power-of-2
integer-power-of-2-square integer-root-2 integer-rounded integer-shift integer-sum-square kober kullback-leibler
lazarević log-cosh-above log-cosh-below log-mean log-quadratic log-root log-sum-inequality max-below-min max-of-sums
minkowski mitrinović-adamović one-point-cosine one-point-e pinsker polar-angle power-order product-on-disc-strict
quartic-on-line ratio-by-exp redheffer redheffer-closed relu-lipschitz relu-mean relu-subadditive root-parabola
schur-1 shafer-fink-above shafer-fink-below simplex-product sin-cos-two-strict sin-lipschitz sin-lipschitz-less
sin-of-cos sin-of-π-x sin-plus-cos sin-plus-cos-strict sin-quintic sin-squares sin-subadditive sinc-order
sine-amplitude squeeze-cycle sum-on-disc-strict tan-cubic tan-mean tan-ratio-order tanh-below-atan-scaled
tanh-below-erf tanh-lipschitz tanh-subadditive undefined-tan unit-cube-cycle vieta weighted-am-gm x-minus-sin
x-plus-cos x-plus-sin-x young-exp
"""
DEAR = frozenset(NAMES.split())
