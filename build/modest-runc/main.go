// Command modest-runc is runc for a machine whose root lacks CAP_SYS_RESOURCE. A privileged container asks for every
// capability, for high resource limits and for a low out-of-memory score, and runc gives up on the first that is refused.
// This program lowers the wishes in the OCI specification to what its own process holds and then becomes runc.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// In the kernel's order: the index is the bit.
var capabilities = strings.Fields(`CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP
	LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
	SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE
	AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`)

var limits = strings.Fields(`CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME`)

func main() {
	if err := fitSpecification(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "modest-runc:", err)
		os.Exit(1)
	}
	runc, err := exec.LookPath("runc")
	if err == nil {
		err = syscall.Exec(runc, append([]string{"runc"}, os.Args[1:]...), os.Environ())
	}
	fmt.Fprintln(os.Stderr, "modest-runc: cannot run runc:", err)
	os.Exit(1)
}

// fitSpecification rewrites the file that runc will read: the bundle's config.json when it creates a container,
// the process file when it runs a command in one.
func fitSpecification(args []string) error {
	switch {
	case slices.Contains(args, "create") || slices.Contains(args, "run"):
		return rewrite(filepath.Join(option(args, "--bundle", "-b"), "config.json"), func(spec map[string]any) {
			if process, ok := spec["process"].(map[string]any); ok {
				fit(process)
			}
		})
	case slices.Contains(args, "exec"):
		if file := option(args, "--process", "-p"); file != "" {
			return rewrite(file, fit)
		}
	}
	return nil
}

func option(args []string, names ...string) string {
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		if !slices.Contains(names, name) {
			continue
		}
		if joined {
			return value
		}
		if i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

func rewrite(path string, change func(map[string]any)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.UseNumber() // some limits do not fit a float64
	var document map[string]any
	if err := decoder.Decode(&document); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	change(document)
	changed, err := json.Marshal(document)
	if err != nil {
		return err
	}
	return os.WriteFile(path, changed, 0o600)
}

func fit(process map[string]any) {
	held := heldCapabilities()
	if sets, ok := process["capabilities"].(map[string]any); ok {
		for name, wished := range sets {
			list, _ := wished.([]any)
			sets[name] = slices.DeleteFunc(list, func(c any) bool { return !slices.Contains(held, fmt.Sprint(c)) })
		}
	}
	if slices.Contains(held, "CAP_SYS_RESOURCE") {
		return
	}
	wishes, _ := process["rlimits"].([]any)
	for _, wish := range wishes {
		if limit, ok := wish.(map[string]any); ok {
			lower(limit)
		}
	}
	if wished, ok := process["oomScoreAdj"].(json.Number); ok {
		own := ownOutOfMemoryScore()
		if score, err := wished.Int64(); err == nil && score < own {
			process["oomScoreAdj"] = own
		}
	}
}

// heldCapabilities returns the names in the bounding set of this process.
func heldCapabilities() []string {
	var held []string
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return nil
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		hex, found := strings.CutPrefix(lines.Text(), "CapBnd:")
		if !found {
			continue
		}
		mask, _ := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
		for bit, name := range capabilities {
			if mask&(1<<bit) != 0 {
				held = append(held, "CAP_"+name)
			}
		}
	}
	return held
}

func lower(limit map[string]any) {
	id := slices.Index(limits, strings.TrimPrefix(fmt.Sprint(limit["type"]), "RLIMIT_"))
	var own syscall.Rlimit
	if id < 0 || syscall.Getrlimit(id, &own) != nil {
		return
	}
	for _, kind := range []string{"hard", "soft"} {
		if wished, err := strconv.ParseUint(fmt.Sprint(limit[kind]), 10, 64); err == nil && wished > own.Max {
			limit[kind] = own.Max
		}
	}
}

func ownOutOfMemoryScore() int64 {
	text, _ := os.ReadFile("/proc/self/oom_score_adj")
	score, _ := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return score
}
