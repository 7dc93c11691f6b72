"""Asks for one line and prints its total."""

from .lines import Line
from .money import show
from .totals import total

price = input("Price: ")
rate = int(input("Tax in percent: "))
print("Total", show(total([Line("Sold", price, rate=rate)])))
