# SPDX-License-Identifier: Apache-2.0
# Crossbar of the version that the tests run against.
FROM python:3.11
COPY tests/requirements-crossbar.txt /tmp/
RUN pip install --no-cache-dir -r /tmp/requirements-crossbar.txt \
 && useradd --create-home --home-dir /node crossbar
USER crossbar
WORKDIR /node
CMD ["crossbar", "start", "--cbdir", "/node"]
