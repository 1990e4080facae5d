#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`./dev demo`: start the server and send it two AdmissionReviews as a kube-apiserver would."""
import argparse
import base64
import copy
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import textwrap
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVICE = "sluice.sluice-system.svc"
BOLD, GREEN, RED, YELLOW, DIM, OFF = (
    ("\x1b[1m", "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[0m")
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("",) * 6)


class ServiceConnection(http.client.HTTPSConnection):
    """Connects to 127.0.0.1 and verifies the certificate for the Service's name, as an API server does."""

    def __init__(self, port, context):
        super().__init__(SERVICE, port, context=context, timeout=10)

    def connect(self):
        raw = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(raw, server_hostname=SERVICE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_ready(port, server):
    for _ in range(100):
        if server.poll() is not None:
            sys.exit(f"demo: the server ended with exit code {server.returncode}; its output is above")
        try:
            probe = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            probe.request("GET", "/readyz")
            if probe.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("demo: the server did not become ready within 10 seconds")


def ask(connection, webhook, review):
    started = time.perf_counter()
    connection.request("POST", f"/{webhook}?timeout=5s", json.dumps(review) + "\n",
                       {"Content-Type": "application/json", "Accept": "application/json, */*",
                        "User-Agent": "kube-apiserver-admission"})
    answer = connection.getresponse()
    body = answer.read()
    elapsed = (time.perf_counter() - started) * 1000
    if answer.status != 200:
        sys.exit(f"demo: HTTP {answer.status}: {body.decode()}")
    return json.loads(body)["response"], elapsed


def apply_patch(document, operations):
    """Applies the `add` operations of a JSON Patch: Sluice writes no others."""
    for operation in operations:
        assert operation["op"] == "add", operation
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in operation["path"].split("/")[1:]]
        parent = document
        for token in tokens[:-1]:
            parent = parent[int(token)] if isinstance(parent, list) else parent[token]
        if isinstance(parent, list):
            parent.insert(len(parent) if tokens[-1] == "-" else int(tokens[-1]), operation["value"])
        else:
            parent[tokens[-1]] = operation["value"]


def to_yaml(value, before, indent=0):
    """YAML lines of `value`; what `before` does not have is marked with a plus sign."""
    lines = []
    for key, child in value.items():
        old = before.get(key) if isinstance(before, dict) else None
        mark = "+" if old is None else " "
        if isinstance(child, dict) and child:
            lines.append((mark, "  " * indent + f"{key}:"))
            lines += to_yaml(child, old or {}, indent + 1)
        else:
            lines.append((mark, "  " * indent + f"{key}: {json.dumps(child)}"))
    return lines


def show_findings(response):
    for warning in response.get("warnings", []):
        print(f"  {YELLOW}Warning:{OFF} {warning}")
    status = response.get("status", {})
    for cause in status.get("details", {}).get("causes", []):
        print(f"  {RED}*{OFF} {BOLD}{cause['field']}{OFF}")
        print(textwrap.fill(cause["message"], 96, initial_indent="      ", subsequent_indent="      "))


def run_case(connection, title, request):
    print(f"\n{BOLD}{title}{OFF}")
    review = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}
    mutated, mutate_ms = ask(connection, "mutate", review)
    before = request["object"]
    after = copy.deepcopy(before)
    if mutated.get("patch"):
        apply_patch(after, json.loads(base64.b64decode(mutated["patch"])))
    judged_review = copy.deepcopy(review)
    judged_review["request"]["object"] = after
    judged, judge_ms = ask(connection, "validate", judged_review)
    verdict = f"{GREEN}admitted{OFF}" if judged["allowed"] else f"{RED}denied{OFF} ({judged['status']['code']})"
    print(f"verdict: {verdict}   {DIM}POST /mutate {mutate_ms:.1f} ms, POST /validate {judge_ms:.1f} ms, TLS, one connection{OFF}")
    show_findings(mutated)
    show_findings(judged)
    print(f"\n  the object after mutation ({GREEN}+{OFF} = added by Sluice):")
    for mark, line in to_yaml({"metadata": {"name": after["metadata"]["name"]}, "spec": after["spec"]},
                              {"metadata": {"name": ""}, "spec": before["spec"]}):
        print(f"  {GREEN if mark == '+' else ''}{mark} {line}{OFF if mark == '+' else ''}")


NEXT = """
{bold}Keep it running{off}
  ./dev demo --keep          leaves the server on https://127.0.0.1:{port} until Ctrl-C

{bold}Judge your own manifests{off}, no cluster needed
  build/release/sluice check your.yaml
  build/release/sluice check --profile production your.yaml

{bold}Point a cluster at it{off}
  1. certificates   certs/make-dev-certs.sh OUT my-host.example.com    (CA and serving certificate)
  2. server         build/release/sluice serve --policy-dir policies \\
                      --tls-cert-file OUT/tls.crt --tls-private-key-file OUT/tls.key
  3. registration   deploy/base/webhooks.yaml with caBundle = base64 of OUT/ca.crt, and clientConfig.url
                    https://my-host.example.com:8443/validate (and /mutate) for a server outside the cluster
"""


def main():
    parser = argparse.ArgumentParser(prog="./dev demo", description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--keep", action="store_true", help="leave the server running until Ctrl-C")
    parser.add_argument("--port", type=int, default=0, help="HTTPS port (default: a free one; 8443 with --keep)")
    arguments = parser.parse_args()
    port = arguments.port or (8443 if arguments.keep else free_port())
    metrics_port = free_port()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-demo-"))
    server = None
    try:
        subprocess.run([ROOT / "certs/make-dev-certs.sh", folder], check=True, stdout=subprocess.DEVNULL)
        command = [arguments.binary, "serve", "--policy-dir", str(ROOT / "demo/policies"), "--bind-address", "127.0.0.1",
                   "--secure-port", str(port), "--tls-cert-file", str(folder / "tls.crt"),
                   "--tls-private-key-file", str(folder / "tls.key"),
                   "--metrics-bind-address", f"127.0.0.1:{metrics_port}", "--log-level", "warn", "--drain-max", "1s"]
        server = subprocess.Popen(command)
        wait_ready(metrics_port, server)
        print(f"{BOLD}Sluice is up{OFF} on https://127.0.0.1:{port} with profile best-practice; "
              f"its certificate is verified for {SERVICE} against the generated CA.")
        context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
        connection = ServiceConnection(port, context)
        for title, name in [("1. The article's FlinkCluster", "flinkcluster"),
                            ("2. A FlinkDeployment that would lose its state", "unsafe-flinkdeployment")]:
            review = json.loads((ROOT / f"demo/{name}.review.json").read_text())
            run_case(connection, f"{title}  (demo/{name}.yaml)", review["request"])
        connection.close()
        print(NEXT.format(bold=BOLD, off=OFF, port=port))
        if arguments.keep:
            print(f"running; log and Ctrl-C here. CA: {folder}/ca.crt, metrics: http://127.0.0.1:{metrics_port}/metrics")
            server.wait()
    except KeyboardInterrupt:
        pass
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
