import unittest

from invoice.lines import Line
from invoice.totals import taxes, total


class TestTotals(unittest.TestCase):
    def setUp(self):
        self.lines = [Line("Paper", "4.50", count=2, rate=10), Line("Ink", "20.00")]

    def test_taxes_each_rate_once(self):
        self.assertEqual(taxes(self.lines), {10: 90, 20: 400})

    def test_adds_up(self):
        self.assertEqual(total(self.lines), 3390)

    def test_is_nothing_without_lines(self):
        self.assertEqual(total([]), 0)
