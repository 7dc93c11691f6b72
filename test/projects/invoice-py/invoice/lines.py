"""Lines of an invoice."""

from dataclasses import dataclass

from .money import to_cents


@dataclass(frozen=True)
class Line:
    """What was sold: how many, at which price, taxed at how many percent."""

    text: str
    price: str
    count: int = 1
    rate: int = 20

    @property
    def net(self):
        """Cents without tax."""
        return to_cents(self.price) * self.count
