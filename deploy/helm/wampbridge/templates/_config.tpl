{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /* What the chart has to know of the bridge's configuration. */ -}}

{{- /* Whether only the pod itself reaches an address: text, or nothing. */ -}}
{{- define "wampbridge.isLocal" -}}
{{- if or (hasPrefix "unix:" .) (regexMatch "^(localhost|127\\.[0-9.]+|\\[::1\\]):" .) -}}
local
{{- end -}}
{{- end -}}

{{- /* The first address of config.grpc.listen that a Service reaches. */ -}}
{{- define "wampbridge.grpcAddress" -}}
{{- $found := "" -}}
{{- range (.Values.config.grpc).listen -}}
{{- if not (or $found (include "wampbridge.isLocal" .)) -}}{{- $found = . -}}{{- end -}}
{{- end -}}
{{- $found -}}
{{- end -}}

{{- /* The port of HOST:PORT. */ -}}
{{- define "wampbridge.port" -}}
{{- regexFind "[0-9]+$" . | default "0" -}}
{{- end -}}

{{- define "wampbridge.grpcPort" -}}
{{- include "wampbridge.port" (include "wampbridge.grpcAddress" .) -}}
{{- end -}}

{{- define "wampbridge.adminPort" -}}
{{- include "wampbridge.port" ((.Values.config.admin).listen | default "") -}}
{{- end -}}

{{- /* A duration such as 1m30s in seconds, with a fraction. */ -}}
{{- define "wampbridge.seconds" -}}
{{- $sum := 0.0 -}}
{{- range regexFindAll "[0-9.]+(ns|us|ms|s|m|h)" . -1 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- $factor := get (dict "ns" 1e-9 "us" 1e-6 "ms" 1e-3 "s" 1.0 "m" 60.0 "h" 3600.0) $unit -}}
{{- $sum = addf $sum (mulf (trimSuffix $unit . | float64) $factor) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}

{{- /* What the bridge takes beyond its drain's delay and timeout, at most: for the
last answers to be written, for the routers' GOODBYE, and the last spans. */ -}}
{{- define "wampbridge.partingSeconds" -}}
3.9
{{- end -}}

{{- /* The least terminationGracePeriodSeconds: more than all of that. */ -}}
{{- define "wampbridge.leastGrace" -}}
{{- $drain := .Values.config.drain | default dict -}}
{{- $delay := include "wampbridge.seconds" ($drain.delay | default "5s") | float64 -}}
{{- $timeout := include "wampbridge.seconds" ($drain.timeout | default "20s") | float64 -}}
{{- addf $delay $timeout (include "wampbridge.partingSeconds" . | float64) | floor | int | add1 -}}
{{- end -}}

{{- /* The ports of config.routers: {"ports": [numbers]} as JSON. */ -}}
{{- define "wampbridge.routerPorts" -}}
{{- $ports := .Values.networkPolicy.routerPorts -}}
{{- if not $ports -}}
{{- range .Values.config.routers -}}
{{- range .urls -}}
{{- $scheme := regexFind "^[a-z]+" . -}}
{{- $authority := regexFind "^[^/?]*" (trimPrefix (printf "%s://" $scheme) .) -}}
{{- $port := regexFind ":[0-9]+$" $authority | trimPrefix ":" -}}
{{- $port = default (get (dict "ws" "80" "wss" "443") $scheme) $port -}}
{{- if $port -}}{{- $ports = append $ports (int $port) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "ports" ($ports | uniq) | toJson -}}
{{- end -}}

{{- /* The port of the collector of config.telemetry; empty: there is none. */ -}}
{{- define "wampbridge.collectorPort" -}}
{{- $telemetry := .Values.config.telemetry | default dict -}}
{{- with ($telemetry.tracing | default dict).otlp_endpoint -}}
{{- regexFind ":[0-9]+$" (trimSuffix "/" .) | trimPrefix ":" -}}
{{- end -}}
{{- end -}}

{{- /* The files that config names and their keys: {"KEY": "FILE"} as JSON. */ -}}
{{- define "wampbridge.files" -}}
{{- $files := dict -}}
{{- range $name, $identity := .Values.config.identities -}}
{{- range $key := list "secret" "derived_key" -}}
{{- with (index (($identity).auth | default dict) $key) -}}
{{- with .file -}}{{- $_ := set $files (printf "identities.%s.auth.%s.file" $name $key) . -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $key, $file := (.Values.config.grpc).tls -}}
{{- if hasSuffix "_file" $key -}}{{- $_ := set $files (printf "grpc.tls.%s" $key) $file -}}{{- end -}}
{{- end -}}
{{- range $name, $router := .Values.config.routers -}}
{{- range $key, $file := ($router).tls -}}
{{- if hasSuffix "_file" $key -}}{{- $_ := set $files (printf "routers.%s.tls.%s" $name $key) $file -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- toJson $files -}}
{{- end -}}
