"""Prints each field in the files that Google's API does not have.

gcloud sends what it does not know, and the API refuses it: the last thing that a deployment finds out.
Called with gcloud's own Python, for what it knows of the API: SDK_ROOT MONITORING_FOLDER.
"""

import glob
import sys

sdk, folder = sys.argv[1:]
sys.path[:0] = [sdk + "/lib", sdk + "/lib/third_party"]

from apitools.base.py import encoding  # noqa: E402
from googlecloudsdk.core import yaml  # noqa: E402
from googlecloudsdk.generated_clients.apis.logging.v2 import logging_v2_messages as logging  # noqa: E402
from googlecloudsdk.generated_clients.apis.monitoring.v1 import monitoring_v1_messages as v1  # noqa: E402
from googlecloudsdk.generated_clients.apis.monitoring.v3 import monitoring_v3_messages as v3  # noqa: E402

KINDS = {
    "metrics/*.yaml": logging.LogMetric,
    "alerts/*.yaml": v3.AlertPolicy,
    "dashboard.yaml": v1.Dashboard,
}

for pattern, kind in KINDS.items():
    for file in glob.glob(folder + "/" + pattern):
        message = encoding.PyValueToMessage(kind, yaml.load_path(file))
        for path, names in encoding.UnrecognizedFieldIter(message):
            print(file, *path, names)
