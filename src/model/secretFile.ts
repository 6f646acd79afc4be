const names =
  /^(?:\.env|\.npmrc|\.yarnrc|\.netrc|_netrc|\.pypirc|\.pgpass|\.my\.cnf|\.htpasswd|\.git-credentials|\.dockercfg|\.vault|id_(?:rsa|dsa|ecdsa|ed25519)|credentials?(?:\.|$)|secrets?(?:\.|$)|kubeconfig|service-?account)/i;
const endings = /\.(?:env|pem|key|p8|p12|pfx|jks|keystore|kdbx|asc|gpg|ppk|ovpn|tfvars|tfstate|token)$/i;
const folders = /^(?:\.ssh|\.aws|\.azure|\.gnupg|\.kube|\.docker|\.git|secrets?)$/i;

/** Whether a file is likely to hold secrets by its name: no line of it is shown. @param path with `/` or `\` */
export function isSecretFile(path: string): boolean {
  const parts = path.split(/[\\/]/);
  const name = parts.pop() ?? '';
  return names.test(name) || endings.test(name) || parts.some((folder) => folders.test(folder));
}
