{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /* What values.schema.json cannot see: combinations that cannot work. Each
"wampbridge.check.*" writes a line for each, and none when all is well. */ -}}

{{- define "wampbridge.check" -}}
{{- $lines := list -}}
{{- range list "identities" "listen" "files" "variables" "drain" "autoscaling" "disruption" "network" -}}
{{- $lines = concat $lines (include (printf "wampbridge.check.%s" .) $ | splitList "\n") -}}
{{- end -}}
{{- with compact $lines -}}
{{- fail (printf "these values cannot work:\n- %s" (join "\n- " .)) -}}
{{- end -}}
{{- end -}}

{{- define "wampbridge.check.identities" -}}
{{- $config := .Values.config -}}
{{- if not $config.routers -}}
{{- printf "config.routers is empty; name a router and its urls\n" -}}
{{- end -}}
{{- if not $config.identities -}}
{{- printf "config.identities is empty; say who the bridge is: a router, a realm and its auth\n" -}}
{{- end -}}
{{- range $name, $identity := $config.identities -}}
{{- if not (hasKey ($config.routers | default dict) $identity.router) -}}
{{- printf "config.identities.%s.router is %s, which is not in config.routers\n" $name $identity.router -}}
{{- end -}}
{{- end -}}
{{- $callers := $config.callers | default dict -}}
{{- if not (or $callers.insecure_any (omit $callers "insecure_any")) -}}
{{- printf "config.callers lets nobody in, so the bridge would refuse every client; say who may call, such as insecure_any: true, everyone whom networkPolicy.clients lets in\n" -}}
{{- end -}}
{{- if $config.dev_router -}}
{{- printf "config.dev_router is for `wampbridge dev`, but pods run `wampbridge serve`; take it out\n" -}}
{{- end -}}
{{- end -}}

{{- define "wampbridge.check.listen" -}}
{{- $grpc := include "wampbridge.grpcAddress" . -}}
{{- $admin := (.Values.config.admin).listen | default "127.0.0.1:9090" -}}
{{- if not $grpc -}}
{{- printf "config.grpc.listen has no address that the Service reaches; add 0.0.0.0:50051\n" -}}
{{- else if eq (include "wampbridge.port" $grpc) "0" -}}
{{- printf "config.grpc.listen: %s has no fixed port; use 0.0.0.0:50051\n" $grpc -}}
{{- end -}}
{{- if include "wampbridge.isLocal" $admin -}}
{{- printf "config.admin.listen is %s, where the kubelet's probes do not reach it; use 0.0.0.0:9090\n" $admin -}}
{{- else if eq (include "wampbridge.port" $admin) "0" -}}
{{- printf "config.admin.listen: %s has no fixed port; use 0.0.0.0:9090\n" $admin -}}
{{- else if eq (include "wampbridge.port" $admin) (include "wampbridge.port" $grpc) -}}
{{- printf "config.grpc.listen and config.admin.listen have the same port %s; change one\n" (include "wampbridge.port" $admin) -}}
{{- end -}}
{{- end -}}

{{- /* Every file of the configuration is in a volume, or comes with the image. */ -}}
{{- define "wampbridge.check.files" -}}
{{- $folders := list "/etc/ssl/certs" -}}
{{- range .Values.secrets.files -}}{{- $folders = append $folders (printf "/run/secrets/%s" .) -}}{{- end -}}
{{- range .Values.extraVolumeMounts -}}{{- $folders = append $folders .mountPath -}}{{- end -}}
{{- $inline := .Values.secrets.inline -}}
{{- range $key, $file := include "wampbridge.files" . | fromJson -}}
{{- $there := hasKey $inline (trimPrefix "/run/secrets/inline/" $file) -}}
{{- range $folders -}}
{{- $there = or $there (eq $file .) (hasPrefix (printf "%s/" (trimSuffix "/" .)) $file) -}}
{{- end -}}
{{- if not $there -}}
{{- $name := regexFind "^/run/secrets/[^/]+/" $file | trimPrefix "/run/secrets/" | trimSuffix "/" -}}
{{- $mend := ternary (printf "add %s to secrets.files" $name) "keep it in a Secret, as /run/secrets/NAME/KEY, and name that in secrets.files" (and (ne $name "") (ne $name "inline")) -}}
{{- printf "config.%s: %s is in no volume of the pod; %s\n" $key $file $mend -}}
{{- end -}}
{{- end -}}
{{- if (.Values.securityContext).readOnlyRootFilesystem -}}
{{- range (.Values.config.grpc).listen -}}
{{- if hasPrefix "unix:" . -}}
{{- $path := trimPrefix "unix:" . | trimPrefix "//" -}}
{{- $there := false -}}
{{- range $.Values.extraVolumeMounts -}}
{{- $there = or $there (hasPrefix (printf "%s/" (trimSuffix "/" .mountPath)) $path) -}}
{{- end -}}
{{- if not $there -}}
{{- printf "config.grpc.listen: %s is in no volume, and the root file system is read-only; mount an emptyDir with extraVolumes and extraVolumeMounts\n" . -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Every environment variable of the configuration is set. */ -}}
{{- define "wampbridge.check.variables" -}}
{{- $set := list -}}
{{- range .Values.secrets.env -}}{{- $set = append $set .variable -}}{{- end -}}
{{- range .Values.extraEnv -}}{{- $set = append $set .name -}}{{- end -}}
{{- if not .Values.extraEnvFrom -}}
{{- range $name, $identity := .Values.config.identities -}}
{{- range $key := list "secret" "derived_key" -}}
{{- with (index (($identity).auth | default dict) $key) -}}
{{- if and .env (not (has .env $set)) -}}
{{- printf "config.identities.%s.auth.%s.env: nothing sets %s; add {variable: %s, secret: NAME, key: KEY} to secrets.env\n" $name $key .env .env -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "wampbridge.check.drain" -}}
{{- $least := include "wampbridge.leastGrace" . | int -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) $least -}}
{{- printf "terminationGracePeriodSeconds is %d, but the bridge may take config.drain.delay + config.drain.timeout + %ss to end; make it at least %d, or the drain shorter\n" (int .Values.terminationGracePeriodSeconds) (include "wampbridge.partingSeconds" .) $least -}}
{{- end -}}
{{- end -}}

{{- define "wampbridge.check.autoscaling" -}}
{{- with .Values.autoscaling -}}
{{- if .enabled -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- printf "autoscaling.minReplicas is %d, which is more than maxReplicas, %d\n" (int .minReplicas) (int .maxReplicas) -}}
{{- end -}}
{{- if and .cpu (not (($.Values.resources).requests).cpu) -}}
{{- printf "autoscaling.cpu is a share of resources.requests.cpu, which is not set; set it, or cpu: 0\n" -}}
{{- end -}}
{{- if not (or .cpu .inFlight.enabled) -}}
{{- printf "autoscaling has nothing to go by; set autoscaling.cpu or autoscaling.inFlight\n" -}}
{{- end -}}
{{- if and .inFlight.enabled (not .inFlight.metric) -}}
{{- printf "autoscaling.inFlight.metric is empty; set the name under which the metrics adapter serves it\n" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* A budget that allows no disruption holds up every drain of a node. */ -}}
{{- define "wampbridge.check.disruption" -}}
{{- $replicas := ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled | int -}}
{{- with .Values.podDisruptionBudget -}}
{{- if .enabled -}}
{{- $least := .minAvailable | toString -}}
{{- if eq (kindIs "invalid" .minAvailable) (kindIs "invalid" .maxUnavailable) -}}
{{- printf "podDisruptionBudget needs one of maxUnavailable and minAvailable; set the other to null\n" -}}
{{- else if has (.maxUnavailable | toString) (list "0" "0%") -}}
{{- printf "podDisruptionBudget.maxUnavailable is %v, so that no node could be drained; make it 1\n" .maxUnavailable -}}
{{- else if or (eq $least "100%") (and (regexMatch "^[0-9]+$" $least) (ge (int $least) $replicas)) -}}
{{- printf "podDisruptionBudget.minAvailable is %s of %d, so that no node could be drained; use maxUnavailable: 1\n" $least $replicas -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "wampbridge.check.network" -}}
{{- with .Values.networkPolicy -}}
{{- if .enabled -}}
{{- if not (or .clients .extraIngress) -}}
{{- printf "networkPolicy.clients is empty, so that nobody reaches the gRPC port; name them, or set networkPolicy.enabled: false\n" -}}
{{- end -}}
{{- if and $.Values.serviceMonitor.enabled (not (or .monitoring .extraIngress)) -}}
{{- printf "serviceMonitor is enabled, but networkPolicy.monitoring lets no Prometheus in; name it there\n" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
