"""Student specialisation in over-realised ReLU networks (arXiv:1909.13458): exact networks, checks, experiments."""

from symcrit.papers.specialisation.boundaries import Pair, Probe, Sector, collinear, observation_point, sectors
from symcrit.papers.specialisation.check import Finding, NodeReport, Report, check
from symcrit.papers.specialisation.deep import AUTHORS, DeepRun, DeepTask, deep_success, learn, learn_many
from symcrit.papers.specialisation.experiment import (
    Run,
    Success,
    Task,
    batch_gradient,
    population_gradient,
    success,
    summary,
    train,
    train_many,
)
from symcrit.papers.specialisation.figures import deep_figure, figure
from symcrit.papers.specialisation.gradients import gradient, products, sample_gradients
from symcrit.papers.specialisation.networks import ReluNetwork, relu
from symcrit.papers.specialisation.samples import Scaled
from symcrit.search.claims.forced_alignment import forced_alignment
from symcrit.search.claims.not_specialised import not_specialised
from symcrit.search.claims.specialised import specialised

__all__ = [
    "AUTHORS",
    "DeepRun",
    "DeepTask",
    "Finding",
    "NodeReport",
    "Pair",
    "Probe",
    "ReluNetwork",
    "Report",
    "Run",
    "Scaled",
    "Sector",
    "Success",
    "Task",
    "batch_gradient",
    "check",
    "collinear",
    "deep_figure",
    "deep_success",
    "figure",
    "forced_alignment",
    "gradient",
    "learn",
    "learn_many",
    "not_specialised",
    "observation_point",
    "population_gradient",
    "products",
    "relu",
    "sample_gradients",
    "sectors",
    "specialised",
    "success",
    "summary",
    "train",
    "train_many",
]
