"""Amounts of money, in whole cents."""

from decimal import ROUND_HALF_EVEN, Decimal


def to_cents(amount):
    """Cents of an amount such as "12.345"; half a cent counts as a whole one."""
    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def show(cents):
    """An amount as it stands on an invoice, such as "1,234.50"."""
    return f"{cents / 100:,.2f}"
