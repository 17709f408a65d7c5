{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /* How the chart's objects are called and found. */ -}}

{{- define "wampbridge.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* The release's name, with the chart's behind it unless it is in it. Short
enough for "-headless". */ -}}
{{- define "wampbridge.fullname" -}}
{{- $name := include "wampbridge.name" . -}}
{{- if not (contains $name .Release.Name) -}}
{{- $name = printf "%s-%s" .Release.Name $name -}}
{{- else -}}
{{- $name = .Release.Name -}}
{{- end -}}
{{- default $name .Values.fullnameOverride | trunc 54 | trimSuffix "-" -}}
{{- end -}}

{{- define "wampbridge.selectorLabels" -}}
app.kubernetes.io/name: {{ include "wampbridge.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "wampbridge.labels" -}}
{{ include "wampbridge.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- /* The metadata of an object: of a dict with the `root`, its `name` if that is
another than the release's, and `labels` and `annotations` of its own. */ -}}
{{- define "wampbridge.metadata" -}}
name: {{ .name | default (include "wampbridge.fullname" .root) }}
labels:
  {{- include "wampbridge.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "wampbridge.serviceAccountName" -}}
{{- $made := ternary (include "wampbridge.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $made .Values.serviceAccount.name -}}
{{- end -}}

{{- define "wampbridge.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}
