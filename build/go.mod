module kerasguard.dev/build

go 1.24
