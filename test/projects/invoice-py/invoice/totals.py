"""Totals of an invoice."""

from collections import defaultdict
from decimal import Decimal

from .money import to_cents


def taxes(lines):
    """Cents of tax by rate; each rate is rounded once."""
    net = defaultdict(int)
    for line in lines:
        net[line.rate] += line.net
    return {rate: to_cents(Decimal(cents) * rate / 10_000) for rate, cents in net.items()}


def total(lines):
    """Cents with tax."""
    # TODO: discounts for regular customers
    return sum(line.net for line in lines) + sum(taxes(lines).values())
