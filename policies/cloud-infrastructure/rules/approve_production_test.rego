package writ.rules.approve_production_test

import data.writ.rules.approve_production

test_speaks_1 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl --context prod-eu apply -f a.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["--context", "prod-eu", "apply", "-f", "a.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform apply -var-file=production.tfvars"}, "shell": {"commands": [{"program": "terraform", "argv": ["apply", "-var-file=production.tfvars"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-instance --db-instance-identifier shop-prod"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-instance", "--db-instance-identifier", "shop-prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "TF_WORKSPACE=prod terraform apply"}, "shell": {"commands": [{"program": "terraform", "argv": ["apply"], "piped": false, "fed_by": [], "via": [], "assignments": [{"name": "TF_WORKSPACE", "value": "prod"}]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl --context prod-eu get pods"}, "shell": {"commands": [{"program": "kubectl", "argv": ["--context", "prod-eu", "get", "pods"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl -n staging apply -f a.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["-n", "staging", "apply", "-f", "a.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform plan -var-file=production.tfvars"}, "shell": {"commands": [{"program": "terraform", "argv": ["plan", "-var-file=production.tfvars"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 ls s3://prod"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "ls", "s3://prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl apply -f product.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["apply", "-f", "product.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd envs/prod && terraform apply"}, "shell": {"commands": [{"program": "cd", "argv": ["envs/prod"], "piped": false, "fed_by": [], "via": []}, {"program": "terraform", "argv": ["apply"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform -chdir=envs/prod apply"}, "shell": {"commands": [{"program": "terraform", "argv": ["-chdir=envs/prod", "apply"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform workspace select production"}, "shell": {"commands": [{"program": "terraform", "argv": ["workspace", "select", "production"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl config use-context prod"}, "shell": {"commands": [{"program": "kubectl", "argv": ["config", "use-context", "prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectx prod-eu"}, "shell": {"commands": [{"program": "kubectx", "argv": ["prod-eu"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "export AWS_PROFILE=prod"}, "shell": {"commands": [{"program": "export", "argv": ["AWS_PROFILE=prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_11 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pulumi stack select prod"}, "shell": {"commands": [{"program": "pulumi", "argv": ["stack", "select", "prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_12 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ssm send-command --document-name AWS-RunShellScript --targets Key=tag:env,Values=prod"}, "shell": {"commands": [{"program": "aws", "argv": ["ssm", "send-command", "--document-name", "AWS-RunShellScript", "--targets", "Key=tag:env,Values=prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_13 if {
	approve_production.outcome with input as {"action": {"tool": "cloud", "operation": "run_command", "parameters": {"target": {"cluster": "shop-prod"}}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd envs/prod && terraform plan"}, "shell": {"commands": [{"program": "cd", "argv": ["envs/prod"], "piped": false, "fed_by": [], "via": []}, {"program": "terraform", "argv": ["plan"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_7 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "helm diff upgrade shop ./chart -n production"}, "shell": {"commands": [{"program": "helm", "argv": ["diff", "upgrade", "shop", "./chart", "-n", "production"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_8 if {
	not approve_production.outcome with input as {"action": {"tool": "cloud", "operation": "update_tags", "parameters": {"name": "shop-staging", "tags": {"live": "no"}}}, "context": {}}
}

test_speaks_14 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cdk deploy ProdStack"}, "shell": {"commands": [{"program": "cdk", "argv": ["deploy", "ProdStack"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_15 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker --context prod stack deploy -c x shop"}, "shell": {"commands": [{"program": "docker", "argv": ["--context", "prod", "stack", "deploy", "-c", "x", "shop"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_16 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ansible-playbook -i inventory/production site.yml"}, "shell": {"commands": [{"program": "ansible-playbook", "argv": ["-i", "inventory/production", "site.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_17 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "KUBECONFIG=~/.kube/prod kubectl apply -f a.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["apply", "-f", "a.yaml"], "piped": false, "fed_by": [], "via": [], "assignments": [{"name": "KUBECONFIG", "value": "~/.kube/prod"}]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_18 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c 'cd envs/prod; terraform apply'"}, "shell": {"commands": [{"program": "bash", "argv": ["-c", "cd envs/prod; terraform apply"], "piped": false, "fed_by": [], "via": []}, {"program": "cd", "argv": ["envs/prod"], "piped": false, "fed_by": [], "via": ["bash"]}, {"program": "terraform", "argv": ["apply"], "piped": false, "fed_by": [], "via": ["bash"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_19 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "helm upgrade shop ./chart --kube-context prod"}, "shell": {"commands": [{"program": "helm", "argv": ["upgrade", "shop", "./chart", "--kube-context", "prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_20 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws --profile prod ec2 stop-instances --instance-ids i-1"}, "shell": {"commands": [{"program": "aws", "argv": ["--profile", "prod", "ec2", "stop-instances", "--instance-ids", "i-1"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_9 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl --context prod auth can-i create pods"}, "shell": {"commands": [{"program": "kubectl", "argv": ["--context", "prod", "auth", "can-i", "create", "pods"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_10 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws logs start-query --log-group-name /shop/prod --query-string x"}, "shell": {"commands": [{"program": "aws", "argv": ["logs", "start-query", "--log-group-name", "/shop/prod", "--query-string", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_11 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ansible-playbook -i inventory/production site.yml --check"}, "shell": {"commands": [{"program": "ansible-playbook", "argv": ["-i", "inventory/production", "site.yml", "--check"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_12 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker compose -f docker-compose.prod.yml config"}, "shell": {"commands": [{"program": "docker", "argv": ["compose", "-f", "docker-compose.prod.yml", "config"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_13 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cdk deploy ProductStack"}, "shell": {"commands": [{"program": "cdk", "argv": ["deploy", "ProductStack"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}
