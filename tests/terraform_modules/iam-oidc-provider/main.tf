# The arguments of the module iam-oidc-provider that are used, with their types, and its outputs.

variable "url" {
  type    = string
  default = null
}

output "arn" {
  value = "arn"
}
