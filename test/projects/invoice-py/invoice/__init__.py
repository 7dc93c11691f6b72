"""Adds up invoices with tax."""
