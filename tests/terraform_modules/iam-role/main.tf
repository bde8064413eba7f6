# The arguments of the module iam-role that are used, with their types, and its outputs.

variable "name" {
  type = string
}

variable "use_name_prefix" {
  type    = bool
  default = null
}

variable "enable_github_oidc" {
  type    = bool
  default = null
}

variable "oidc_subjects" {
  type    = list(string)
  default = null
}

variable "policies" {
  type    = map(string)
  default = null
}

output "arn" {
  value = "arn"
}

output "name" {
  value = "name"
}
