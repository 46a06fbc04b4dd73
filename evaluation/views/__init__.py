"""HTTP in, HTTP out: feedback without an account, and the evaluator's desk."""
