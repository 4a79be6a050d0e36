"""Tests mirror the packages; what a user would notice is what they assert."""
