"""The WSGI application: `gunicorn hubsite.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from hubsite.apps import load_before_requests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")

application = get_wsgi_application()
load_before_requests()
