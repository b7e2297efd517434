# The program itself, for deploy/cronjob.yaml; the debug pods that it makes have an image of their own (Dockerfile here).
#   npm ci && npm run build
#   docker build --file image/program.Dockerfile --tag REGISTRY/kubectl-ipvs:0.1.0 .
FROM node:24-alpine3.22@sha256:191c9f0080fcbbc6547a85dc0ff7988072214a355aabdc1d2ec55a7dae5eea8a

COPY dist/kubectl-ipvs /usr/local/bin/kubectl-ipvs

USER 65534:65534
ENTRYPOINT ["kubectl-ipvs"]
