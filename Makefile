# ./dev is the index of the project; these are other names for it.
.PHONY: setup lock demo test check fix bench chaos
setup lock demo test check fix bench chaos:
	@./dev $@
