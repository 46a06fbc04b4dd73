"""Views: feedback without an account, and the evaluator's pages."""
