"""Settings, root URLs and the pages that read from every app."""

import gc

from hubsite.celery import app as celery_app

# Loading makes 200,000 objects that stay. Python's threshold of 700 new ones would look
# through all of them again and again, which is a tenth of each start.
gc.set_threshold(10_000)

__all__ = ["celery_app"]
