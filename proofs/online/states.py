r"""Stationary states of online learning at finite learning rates: the symmetric plateau, and what noise leaves.

K students learn K orthonormal teachers, σ(z) = erf(z/√2), a = b = 1, L = ½E[(f − f*)²], one fresh example in a step.
On the plateau Q_ii = q, Q_ij = c and R_im = r: exactly one such state in a box, and (K − 1)² of the K(K + 1)/2 + K²
directions leave it, as exp(λα).  λ is less than η·2K/(π√(2K − 1)(2K + 1)^{3/2}), what it is as η → 0
(`online.plateau.escape`).  With noise ς·ξ on the labels students that have found their teachers stay at R_ii = r,
R_im = s: all directions are stable, and the loss is near its first order in ς² (`online.noise.equations`).
References: Saad and Solla, Phys. Rev. E 52 (1995) 4225; Biehl, Riegler and Wöhler, J. Phys. A 29 (1996) 4769.
"""

from symcrit import Problem, fixed_point, mutant, theorem

# By K and eta: q, c, r; bounds of the rate of escape; bounds of the loss.
PLATEAUS = {
    (2, "1/10"): (("0.33882385351783857809", "0.33203125260637829094", "0.40923453253152530688"),
                  ("0.006531582", "0.006531583"), ("0.012085235826976424", "0.012085235826976425")),
    (2, "1/2"): (("0.36771969907760527981", "0.32538554792403196687", "0.41439415085247898224"),
                 ("0.031618162", "0.031618163"), ("0.014644849743861441", "0.014644849743861442")),
    (2, "1"): (("0.43508494538564268023", "0.31021281679927398173", "0.42613831151990073457"),
               ("0.059140440", "0.059140441"), ("0.020656532847698820", "0.020656532847698821")),
    (3, "1/10"): (("0.21459401459763940941", "0.19765928209093523812", "0.25990122207709018275"),
                  ("0.004534590", "0.004534591"), ("0.021882380866245989", "0.021882380866245990")),
    (3, "1/2"): (("0.30584558356750582042", "0.18324483702207152255", "0.27021826841663919869"),
                 ("0.020526307", "0.020526308"), ("0.032099795447160695", "0.032099795447160696")),
}  # fmt: skip
RADII = {"unique": "1e-7", "within": "1e-18"}


def problem(K):
    return Problem.orthonormal("erf", n=K, k=K, scale="1/2")


def plateau(K, eta, place=None, **more):
    """The state in which all students are alike."""
    values, rate, loss = PLATEAUS[K, place or eta]
    told = {"spectrum": ((K - 1) ** 2, K * (K + 1) // 2 + K**2 - (K - 1) ** 2), "rate": rate, "loss": loss}
    return fixed_point(problem(K), eta=eta, centre=dict(zip("qcr", values, strict=True)), **RADII, **(told | more))


@theorem("online.plateau.finite_rate", source="symcrit; Saad and Solla 1995", instances=PLATEAUS)
def the_plateau_at_finite_learning_rates(K, eta):
    """One state in the box, its loss, and (K − 1)² directions that leave it."""
    return plateau(K, eta)


@mutant(the_plateau_at_finite_learning_rates)
def that_nothing_leaves():
    return plateau(2, "1/2", spectrum=(0, 7))


@mutant(the_plateau_at_finite_learning_rates)
def left_as_fast_as_for_small_rates():
    """½·0.0657498…"""
    return plateau(2, "1/2", rate=("0.0328749", "0.0328750"))


@mutant(the_plateau_at_finite_learning_rates)
def with_the_loss_without_a_half():
    return plateau(2, "1/2", loss=("0.029289699487722882", "0.029289699487722884"))


@mutant(the_plateau_at_finite_learning_rates)
def at_twice_the_learning_rate():
    return plateau(2, "1", place="1/2")


def learned(noise="1/10", **more):
    """Each student has found its teacher; η = ½."""
    form = {"Q": [["q", "c"], ["c", "q"]], "R": [["r", "s"], ["s", "r"]]}
    centre = {"q": "1.02101906967836823575301317", "c": "-0.00632383588578057403306991",
              "r": "1.008901883451315907165596251", "s": "-0.003172603297418054366948899"}  # fmt: skip
    told = {"spectrum": (0, 7), "loss": ("0.0011678015", "0.0011678016"), "rate": ("-0.0221", "-0.0220")}
    radii = {"unique": "1e-5", "within": "1e-20"}
    return fixed_point(problem(2), eta="1/2", noise=noise, centre=centre, **form, **radii, **(told | more))


@theorem("online.noise.state", source="symcrit; Goldt et al. 2019")
def what_noise_leaves_at_a_finite_learning_rate():
    """K = 2, ς = 1/10: a stable state, whose loss is 0.997 of ς²·0.117125514…, the first order."""
    return learned()


@mutant(what_noise_leaves_at_a_finite_learning_rate)
def with_a_direction_that_leaves_it():
    return learned(spectrum=(1, 6))


@mutant(what_noise_leaves_at_a_finite_learning_rate)
def of_the_first_order_alone():
    return learned(loss=("0.0011712551", "0.0011712552"))


@mutant(what_noise_leaves_at_a_finite_learning_rate)
def with_half_of_the_noise():
    return learned("1/20")
