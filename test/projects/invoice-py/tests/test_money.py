import unittest

from invoice.money import show, to_cents


class TestMoney(unittest.TestCase):
    def test_reads_amounts(self):
        self.assertEqual(to_cents("12.30"), 1230)

    def test_rounds_half_a_cent_up(self):
        self.assertEqual(to_cents("0.125"), 13)

    def test_shows_thousands(self):
        self.assertEqual(show(123450), "1,234.50")
