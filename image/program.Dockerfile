# The program itself, for deploy/cronjob.yaml; the debug pods that it makes have an image of their own (Dockerfile here).
#   npm ci && npm run build
#   docker build --file image/program.Dockerfile --tag REGISTRY/kubectl-ipvs:0.1.0 .
FROM node:20-alpine

COPY dist/kubectl-ipvs /usr/local/bin/kubectl-ipvs

USER 65534:65534
ENTRYPOINT ["kubectl-ipvs"]
