"""`best_partition`: the least loss over all partitions of the teachers into a given number of groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symcrit.core.algebra.domain import Bound, Domain, Goal, Relation
from symcrit.core.algebra.expr import ONE, Expr, add, num, parse, substitute, sym, symbols
from symcrit.core.claims._goals import NOTHING
from symcrit.core.claims._network import NetworkClaim
from symcrit.core.claims.concave import Concave
from symcrit.core.claims.loss import Loss
from symcrit.core.frozen import frozen
from symcrit.core.kinds import part
from symcrit.core.networks.loss import Model, Row
from symcrit.core.reading import Reject, name, need, require
from symcrit.core.work import Work


@frozen
class BestPartition(NetworkClaim):
    """L ≥ value(n, k) for all partitions of k teachers into n groups; = iff at least n − 1 groups have one teacher.

    Theorem (rule `concave-exchange`): L = Σ f(l) over the sizes l of the groups, for a `function` f of the size that
    the proof gives and that is strictly concave on [1, ∞); so L is least for sizes 1, …, 1, k − n + 1.

    Goals: those of `loss` with the value f; "minimum", (n − 1)·f(1) + f(k − n + 1) = value; those of `concave` for f.
    In refutations: "loss", that L at a partition has the value if so many groups have one teacher, or else is larger.
    """

    kind = "best_partition"
    rules = ("concave-exchange",)
    further = ("groups", "second-derivative")
    given = ("function",)
    n: str = part(name)
    k: str = part(name)
    value: Expr = part(parse)

    def well_formed(self) -> None:
        """Raises `Malformed` for groups whose sizes are given, and for names of n and k that mean something else."""
        super().well_formed()
        names = {self.n, self.k, *self.domain.kinds}
        new = self.any_number and len(names) == 2 + len(self.domain.kinds)
        need(new, "best_partition needs groups in any number, and two new names n and k")

    def domain_of_fields(self) -> Domain:
        """The value depends on n and k."""
        return Domain({self.n: "integer", self.k: "integer"})

    def goals(self, work: Work, given: Mapping[str, Expr] = NOTHING) -> Iterator[Goal]:
        """What the function f of `given` must satisfy."""
        if "function" not in given:
            raise Reject("the proof gives no function, the loss of a group of each size")
        function, size = given["function"], self.configuration.size
        self._of_all_partitions()
        require(symbols(function) <= {size}, "the function may depend on the size only")
        yield from Loss(domain=self.domain, configuration=self.configuration, value=function).goals(work)
        yield self._minimum(function)
        from_one = Domain({size: "real"}, [Relation(">=", sym(size), ONE)])
        yield from Concave(domain=from_one, expr=function, symbol=size).goals(work)

    def _of_all_partitions(self) -> None:
        """Raises `Reject` unless the hypotheses let a group have every size: so there are all partitions."""
        size, domain = self.configuration.size, self.domain
        alone = set(domain.kinds) == {size} and not domain.others and size not in domain.upper
        every = alone and domain.lower.get(size) == Bound(ONE, False)
        require(every, "the hypotheses must say l ≥ 1 and no more")

    def _minimum(self, function: Expr) -> Goal:
        """(n − 1)·f(1) + f(k − n + 1) = value for all k ≥ n ≥ 1."""
        n, k, size = sym(self.n), sym(self.k), self.configuration.size
        of_one = substitute(function, {size: ONE})
        of_rest = substitute(function, {size: k - n + ONE})
        least = (n - ONE) * of_one + of_rest
        where = [Relation(">=", n, ONE), Relation(">=", k, n)]
        domain = Domain({self.n: "integer", self.k: "integer"}, where)
        return Goal(domain, Relation("=", least, self.value), (least, self.value), "minimum")

    def of_model(self, domain: Domain, sizes: list[Expr], model: Model, entries: Row) -> Iterator[Goal]:
        """The loss at groups of these sizes, which are numbers, compared with the value for so many."""
        self._of_all_partitions()
        least = substitute(self.value, {self.n: num(len(sizes)), self.k: add(*sizes)})
        larger = [size for size in sizes if size is not ONE]
        op = "=" if len(larger) <= 1 else ">"
        yield Goal(domain, Relation(op, model.loss(), least), entries, "loss")
