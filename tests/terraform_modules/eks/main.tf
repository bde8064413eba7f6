# The arguments of the module eks that are used, with their types, and its outputs.

variable "name" {
  type = string
}

variable "kubernetes_version" {
  type    = string
  default = null
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "endpoint_private_access" {
  type    = bool
  default = null
}

variable "endpoint_public_access" {
  type    = bool
  default = null
}

variable "endpoint_public_access_cidrs" {
  type    = list(string)
  default = null
}

variable "authentication_mode" {
  type    = string
  default = null
}

variable "enable_irsa" {
  type    = bool
  default = null
}

variable "enabled_log_types" {
  type    = list(string)
  default = null
}

variable "addons" {
  type = map(object({
    addon_version            = optional(string)
    most_recent              = optional(bool, true)
    before_compute           = optional(bool, false)
    configuration_values     = optional(string)
    service_account_role_arn = optional(string)
  }))
  default = null
}

variable "eks_managed_node_groups" {
  type = map(object({
    use_name_prefix = optional(bool, true)
    instance_types  = optional(list(string))
    capacity_type   = optional(string, "ON_DEMAND")
    min_size        = optional(number, 1)
    desired_size    = optional(number, 1)
    max_size        = optional(number, 3)
    labels          = optional(map(string))
    taints = optional(map(object({
      key    = string
      value  = optional(string)
      effect = string
    })))
  }))
  default = null
}

output "cluster_endpoint" {
  value = "cluster_endpoint"
}

output "cluster_name" {
  value = "cluster_name"
}

output "node_security_group_id" {
  value = "node_security_group_id"
}

output "oidc_provider_arn" {
  value = "oidc_provider_arn"
}
