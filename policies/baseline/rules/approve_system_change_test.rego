package writ.rules.approve_system_change_test

import data.writ.rules.approve_system_change

test_speaks_1 if {
	approve_system_change.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "/etc/hosts"}}, "context": {}}
}

test_speaks_2 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo x >> ~/.bashrc"}, "shell": {"commands": [{"program": "echo", "argv": ["x"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">>", "target": "~/.bashrc"}]}}, "context": {}}
}

test_speaks_3 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo k | sudo tee -a /etc/sudoers.d/x"}, "shell": {"commands": [{"program": "echo", "argv": ["k"], "piped": false, "fed_by": [], "via": []}, {"program": "sudo", "argv": ["tee", "-a", "/etc/sudoers.d/x"], "piped": true, "fed_by": ["echo"], "via": []}, {"program": "tee", "argv": ["-a", "/etc/sudoers.d/x"], "piped": true, "fed_by": ["echo"], "via": ["sudo"]}]}}, "context": {}}
}

test_speaks_4 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -r"}, "shell": {"commands": [{"program": "crontab", "argv": ["-r"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo shutdown now"}, "shell": {"commands": [{"program": "sudo", "argv": ["shutdown", "now"], "piped": false, "fed_by": [], "via": []}, {"program": "shutdown", "argv": ["now"], "piped": false, "fed_by": [], "via": ["sudo"]}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_system_change.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "src/etc/hosts"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat /etc/hosts"}, "shell": {"commands": [{"program": "cat", "argv": ["/etc/hosts"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -l"}, "shell": {"commands": [{"program": "crontab", "argv": ["-l"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp /etc/hosts ./hosts"}, "shell": {"commands": [{"program": "cp", "argv": ["/etc/hosts", "./hosts"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl status nginx"}, "shell": {"commands": [{"program": "systemctl", "argv": ["status", "nginx"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_1 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "swapoff -a"}, "shell": {"commands": [{"program": "swapoff", "argv": ["-a"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_2 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ip link set eth0 down"}, "shell": {"commands": [{"program": "ip", "argv": ["link", "set", "eth0", "down"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_3 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "mount -o remount,rw /"}, "shell": {"commands": [{"program": "mount", "argv": ["-o", "remount,rw", "/"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_4 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sysctl -w net.ipv4.ip_forward=1"}, "shell": {"commands": [{"program": "sysctl", "argv": ["-w", "net.ipv4.ip_forward=1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_5 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pkill -9 sshd"}, "shell": {"commands": [{"program": "pkill", "argv": ["-9", "sshd"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_6 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill -9 1"}, "shell": {"commands": [{"program": "kill", "argv": ["-9", "1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_running_machine_7 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "chmod 777 /srv/shared"}, "shell": {"commands": [{"program": "chmod", "argv": ["777", "/srv/shared"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_ordinary_1 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ip addr"}, "shell": {"commands": [{"program": "ip", "argv": ["addr"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_ordinary_2 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill -9 4242"}, "shell": {"commands": [{"program": "kill", "argv": ["-9", "4242"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_ordinary_3 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "chmod 777 /tmp/out"}, "shell": {"commands": [{"program": "chmod", "argv": ["777", "/tmp/out"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_ordinary_4 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "chmod +x scripts/run.sh"}, "shell": {"commands": [{"program": "chmod", "argv": ["+x", "scripts/run.sh"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}
