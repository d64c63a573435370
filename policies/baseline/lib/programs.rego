# What Python programs do to the world, read from their calls. Names of calls are those of the standard library and of common packages.
package writ.lib.programs

import data.writ.lib.places

calls := input.action.python.calls

imports := {module | some module in input.action.python.imports}

uses(modules) if {
	some module in imports
	some wanted in modules
	within(module, wanted)
}

within(module, wanted) if module == wanted

within(module, wanted) if startswith(module, concat("", [wanted, "."]))

removing := {
	"os.remove", "os.unlink", "os.rmdir", "os.removedirs", "os.truncate", "os.rename", "os.replace", "shutil.rmtree", "shutil.move",
	"send2trash.send2trash", ".unlink", ".rmdir", ".rmtree",
}

writing := {"shutil.copy", "shutil.copyfile", "shutil.copy2", "shutil.copytree", "os.symlink", "os.link", ".write_text", ".write_bytes", ".symlink_to", ".touch", "os.mknod"}

permitting := {"os.chmod", "os.chown", "os.lchown", "os.setxattr", ".chmod", ".lchmod", "shutil.chown"}

# Removing, overwriting or opening up what is not the project's.
harms(call) if {
	call.name in ((removing | writing) | permitting)
	some path in call.args
	foreign(path)
}

# Texts have methods of these names too.
harms(call) if {
	call.name in {".rename", ".replace", ".move"}
	regex.match(`(^|\.)(Pure)?(Posix)?Path(\.|$)`, call.of)
	some path in call.args
	foreign(path)
}

harms(call) if {
	call.name in {"open", "io.open", "codecs.open", "os.open", "gzip.open", ".open"}
	some path in call.args
	foreign(path)
	some mode in call.args
	regex.match(`^[rbtU]*[wax+][rbt+]*$`, mode)
}

# Outside of the project: the machine, somebody's home, the root.
foreign(path) if {
	places.machine(path)
	not places.passing(path)
}

foreign(path) if regex.match(`^(/|~|~/.*|/(home|Users|mnt|media|opt|srv)(/.*)?|[A-Za-z]:[\\/].*|\.\./\.\..*)$`, path)

secret(path) if regex.match(`(?i)(^|[/\\])(\.ssh|\.gnupg|\.aws|\.kube|\.docker|\.netrc|\.pgpass|\.npmrc|\.pypirc|\.git-credentials|id_(rsa|dsa|ecdsa|ed25519)|g?shadow-?|sudoers|\.bash_history|\.zsh_history|login data|cookies|key[34]\.db|logins\.json|master\.key|\.env(\.[a-z]+)?)([/\\].*)?$`, path)

# Credentials, or who may do what on the machine.
reads_secret if {
	some text in input.action.python.texts
	count(text) < 200
	secret(text)
}

network := {
	"requests", "httpx", "aiohttp", "urllib", "urllib2", "urllib3", "http.client", "httplib", "socket", "ftplib", "smtplib", "telnetlib", "paramiko",
	"fabric", "websocket", "websockets", "pycurl", "boto3", "xmlrpc", "asyncssh", "scapy",
}

# A request that carries something, or a connection that can.
sends(call) if {
	call.name in {".post", ".put", ".patch", ".request", ".send"}
	regex.match(`^(requests|httpx|aiohttp|urllib3|http|socket)\.`, call.of)
}

sends(call) if regex.match(`^(requests|httpx|session|client|s)\.(post|put|patch|request)$|^(urllib\.request\.Request|socket\.socket|ftplib\.FTP.*|smtplib\.SMTP.*|paramiko\..*|http\.client\..*)$|\.(sendall|sendto|sendmail|storbinary|put|upload_file|upload_fileobj)$`, call.name)

sending if {
	uses(network)
	some call in calls
	sends(call)
}

machine_file if {
	some text in input.action.python.texts
	count(text) < 200
	places.machine(text)
	not places.passing(text)
}

environment if {
	some call in calls
	regex.match(`^(os\.(environ\.(items|copy|values)|getenv)|dict|json\.dumps|str)$`, call.name)
	"os" in imports
}

kills(call) if call.name in {"os.kill", "os.killpg", "signal.pthread_kill", "os.abort", "psutil.Process.kill"}

kills(call) if {
	uses({"psutil"})
	regex.match(`\.(kill|terminate|suspend)$`, call.name)
}

shells(call) if regex.match(`^(os\.(system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawn)|subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|pty\.spawn|commands\.getoutput)$`, call.name)

# Commands that other rules would stop in a shell.
harsh := `(?i)(^|[\s;&|/])(rm|shred|mkfs\S*|dd|chmod|chown|useradd|usermod|userdel|passwd|visudo|crontab|systemctl|service|iptables|ufw|kill|pkill|killall|shutdown|reboot|nc|ncat|netcat|socat|ssh|scp|curl|wget|sudo|su|insmod|modprobe|mount|umount|sysctl)(\s|$)`

commands_harshly if {
	some call in calls
	shells(call)
	some arg in call.args
	regex.match(harsh, arg)
}

# Text that was hidden or downloaded, and is run.
runs_hidden if {
	some call in calls
	runs_text(call)
	unseen(call)
	uses(network)
}

# Also where the hidden text can be read: nobody hides what may be seen.
runs_hidden if {
	some call in calls
	runs_text(call)
	uses({"base64", "zlib", "codecs", "binascii", "marshal", "gzip", "lzma"})
}

runs_text(call) if call.name in {"exec", "eval", "compile", "marshal.loads", "pickle.loads", "pickle.load", "dill.loads", "types.FunctionType"}

runs_text(call) if {
	call.name in {"__import__", "importlib.import_module"}
	unseen(call)
}

unseen(call) if {
	some arg in call.args
	arg == null
}

downloads_and_runs if {
	uses(network)
	some call in calls
	call.name in {"urllib.request.urlretrieve", "requests.get", "urllib.request.urlopen", "httpx.get", "wget.download"}
	some other in calls
	shells(other)
}

listens if {
	uses({"socket", "socketserver"})
	some call in calls
	regex.match(`\.(listen|bind)$`, call.name)
}

connects_back if {
	uses({"socket"})
	some call in calls
	shells(call)
}

bombs if {
	some call in calls
	call.name == "os.fork"
	input.action.python.endless
}

bombs if {
	input.action.python.endless
	some call in calls
	regex.match(`^(os\.fork|multiprocessing\.Process|threading\.Thread|subprocess\..*|open|bytearray|.*\.(append|extend|write|start))$`, call.name)
}

# Keys, screens, cameras, microphones, clipboards.
watches if uses({"pynput", "keyboard", "mouse", "pyautogui", "mss", "pyscreenshot", "PIL.ImageGrab", "pyperclip", "sounddevice", "pyaudio", "win32clipboard"})

# Whole trees, encrypted or removed one by one.
sweeps if {
	some call in calls
	call.name in {"os.walk", "glob.glob", "glob.iglob", "os.scandir", "os.listdir", ".rglob", ".glob"}
	some path in call.args
	foreign(path)
	some other in calls
	other.name in ((removing | writing) | {"open"})
}

becomes_root if {
	some call in calls
	call.name in {"os.setuid", "os.setgid", "os.seteuid", "os.setreuid", "ctypes.windll.shell32.ShellExecuteW"}
}

# Whoever knows the seed makes the same key.
guessable_keys if {
	some seeded in calls
	regex.match(`(^|\.)random\.(seed|Random|RandomState|default_rng)$`, seeded.name)
	some maker in calls
	regex.match(`(?i)(^|[._])((gen|generate|make|create|new)_?(api_?|session_?|access_?|secret_?)?(key|token|password|passphrase|secret|salt|nonce|otp)|(key|token|password|passphrase|secret|salt|nonce|otp)_?(gen|generate|generator))$`, maker.name)
}
