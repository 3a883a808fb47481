# `make` alone prints what there is. Everything needs Go; the browser tests also need Node, and install the rest (see tools).
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
NESTED      := tests/mongo tests/browser
FUZZTIME    ?= 20s
IMAGE       ?= upstander
# Settings of the person's own shell must not reach the tests.
CLEAN       := env -u UPSTANDER_DATABASE -u UPSTANDER_LISTEN -u UPSTANDER_BASE_URL

.PHONY: help run demo build test test-unit test-mongo e2e lint fmt bench fuzz golden verify docker tools

help: ## print this
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: ## run the server with its data under data/
	@go run ./app serve

demo: ## run the server with sample people and progress, for a first look
	@go run ./app demo

build: ## build bin/upstander, one static file
	CGO_ENABLED=0 go build -trimpath -ldflags=-s -o bin/upstander ./app

test: test-unit test-mongo e2e ## run every test: units and scenarios on SQLite, MongoDB's protocol, a real browser

test-unit: tools ## run units and scenarios on SQLite
	$(CLEAN) go test ./...

test-mongo: ## run storage suite and scenarios over MongoDB's protocol; MONGODB_URI=… against that server, without exceptions
	cd tests/mongo && $(CLEAN) go test -count=1 ./...

e2e: tools ## walk every course in Chromium, and check each page for accessibility
	cd tests/browser && npm ci --silent --no-audit --no-fund && $(CLEAN) go test -count=1 -timeout 9m ./...

lint: ## check formatting, vet and staticcheck, in every module
	@unformatted=$$(gofmt -l .); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):" $$unformatted; exit 1; fi
	@for module in . $(NESTED); do \
		(cd $$module && go vet ./... && go run $(STATICCHECK) ./...) || { echo "in $$module"; exit 1; }; \
	done

fmt: ## format all Go code
	@gofmt -l -w .

bench: ## measure requests a second, latency and memory
	go run ./tests/bench

fuzz: ## run each fuzz target for FUZZTIME (20s)
	@grep -rl --include='*_test.go' '^func Fuzz' app courses handlers storage | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/p' $$file); do \
			echo "$$target ($$(dirname $$file))"; \
			go test ./$$(dirname $$file) -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x; \
		done; \
	done

golden: ## write golden files anew; read the difference before committing it
	@grep -rl --include='*_test.go' 'flag\.Bool("update"' app courses handlers storage tests/*.go 2>/dev/null | xargs -n1 dirname | sort -u | while read -r dir; do \
		go test ./$$dir -update; \
	done

verify: ## check the built-in courses and the checksums of every dependency
	go run ./app check
	go mod verify
	cd tests/browser && go mod verify

docker: ## build the container image
	docker build -t $(IMAGE) .

# What the tests call besides Go: a browser, and readers of PDF files and QR codes. Only what is missing is installed.
tools:
	@missing=""; \
	command -v chromium  >/dev/null || missing="$$missing chromium"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	command -v qpdf      >/dev/null || missing="$$missing qpdf"; \
	command -v zbarimg   >/dev/null || missing="$$missing zbar-tools"; \
	if [ -n "$$missing" ]; then \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		echo "installing$$missing"; \
		$$sudo apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -q --no-install-recommends $$missing >/dev/null; \
	fi
