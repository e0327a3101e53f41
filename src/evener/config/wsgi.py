"""The WSGI application every server runs. `evener up` serves it; any other WSGI server can, beside `evener jobs`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evener.config.settings")

application = get_wsgi_application()
