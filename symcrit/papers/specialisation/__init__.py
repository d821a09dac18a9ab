"""Student specialisation in over-realised ReLU networks (arXiv:1909.13458): exact networks, checks, experiments."""

from symcrit.papers.specialisation.gradients import Scaled, gradient, products, sample_gradients
from symcrit.papers.specialisation.networks import ReluNetwork, relu

__all__ = ["ReluNetwork", "Scaled", "gradient", "products", "relu", "sample_gradients"]
