# Everything here goes through build/toolchain.sh, which finds JDK 25, Maven and Go or says what is missing.
.DEFAULT_GOAL := help
SHELL := /bin/bash
CACHE := $(or $(KERASGUARD_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kerasguard)
RUN := build/toolchain.sh
MVN := $(RUN) mvn --batch-mode --no-transfer-progress -Dcache.folder="$(CACHE)"
KUBECONFIG_HERE = $(CURDIR)/target/cluster$(if $(filter-out kerasguard,$(KERASGUARD_CLUSTER)),-$(KERASGUARD_CLUSTER))/kubeconfig
IMAGES := target/images/runtime.tar target/images/operator.tar target/images/webhook.tar target/images/bench.tar

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.PHONY: test
test: tools unit e2e ## everything that CI runs

.PHONY: demo
demo: deploy ## the product in ten steps, on a real cluster
	@KUBECONFIG=$(KUBECONFIG_HERE) $(RUN) demo/demo.sh

.PHONY: tools
tools: ## the API server that unit tests start
	@build/binaries.sh kube-apiserver etcd kubectl

.PHONY: build
build: ## compile and package, without tests
	$(MVN) verify -DskipTests

.PHONY: unit
unit: tools ## compile with all checks and run what needs no cluster
	$(MVN) verify

.PHONY: parity
parity: ## compare every layer with the real Keras; PARITY="--only lstm" for some
	@build/parity.sh $(PARITY)

.PHONY: fuzz
fuzz: ## look for model files that break the readers, FUZZ_SECONDS=300 for each reader; keeps what adds coverage
	$(MVN) --projects runtime-image/keras test -Dtest=FuzzingTest -Dfuzz.keep=true -Dfuzz.seconds=$(or $(FUZZ_SECONDS),300)

.PHONY: format
format: ## format the code as the build wants it
	$(MVN) spotless:apply

.PHONY: images
images: ## the container images, as docker archives in target/images
	@$(RUN) images/build.sh

.PHONY: cluster
cluster: ## a real cluster: Kind, with or without an engine and a registry (docs/cluster.md)
	@build/cluster.sh up

.PHONY: cluster-status
cluster-status: ## how the cluster is
	@build/cluster.sh status

.PHONY: cluster-down
cluster-down: ## remove the cluster and everything that was started for it
	@build/cluster.sh down

.PHONY: deploy
deploy: cluster images ## operator and webhook, onto the cluster
	@build/cluster.sh load $(IMAGES)
	@build/cluster.sh deploy

.PHONY: e2e
e2e: deploy ## test the whole product on the cluster
	$(MVN) verify --projects e2e --also-make -DskipTests -Dskip.e2e=false \
	  -Dkerasguard.kubeconfig=$(KUBECONFIG_HERE)

.PHONY: bench-loader
bench-loader: ## the loader beside Keras, SavedModels, ONNX Runtime and OpenVINO (ARGS=--help says more)
	@$(RUN) bench/loader/run.sh $(ARGS)

.PHONY: clean
clean: ## delete what was built; the cluster and the cache stay
	$(MVN) clean
