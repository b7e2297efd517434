@echo off
kubectl ipvs __complete %*
