# The arguments of the module iam-role-for-service-accounts that are used, with their types, and its outputs.

variable "name" {
  type = string
}

variable "description" {
  type    = string
  default = null
}

variable "use_name_prefix" {
  type    = bool
  default = null
}

variable "oidc_providers" {
  type    = any
  default = null
}

variable "attach_cluster_autoscaler_policy" {
  type    = bool
  default = null
}

variable "cluster_autoscaler_cluster_names" {
  type    = list(string)
  default = null
}

variable "attach_ebs_csi_policy" {
  type    = bool
  default = null
}

variable "attach_external_secrets_policy" {
  type    = bool
  default = null
}

variable "external_secrets_secrets_manager_arns" {
  type    = list(string)
  default = null
}

variable "permissions" {
  type = map(object({
    actions   = optional(list(string))
    resources = optional(list(string))
  }))
  default = null
}

output "arn" {
  value = "arn"
}

output "name" {
  value = "name"
}
