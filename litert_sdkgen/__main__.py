"""`python -m litert_sdkgen`."""

import sys

from .cli import main

sys.exit(main())
