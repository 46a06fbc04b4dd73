"""The sample: invented hubs with people, schools, feedback and evaluations."""
