# The arguments of the module elasticache that are used, with their types, and its outputs.

variable "replication_group_id" {
  type = string
}

variable "description" {
  type    = string
  default = null
}

variable "create_cluster" {
  type    = bool
  default = null
}

variable "create_replication_group" {
  type    = bool
  default = null
}

variable "cluster_mode_enabled" {
  type    = bool
  default = null
}

variable "num_node_groups" {
  type    = number
  default = null
}

variable "replicas_per_node_group" {
  type    = number
  default = null
}

variable "automatic_failover_enabled" {
  type    = bool
  default = null
}

variable "multi_az_enabled" {
  type    = bool
  default = null
}

variable "engine" {
  type    = string
  default = null
}

variable "engine_version" {
  type    = string
  default = null
}

variable "node_type" {
  type    = string
  default = null
}

variable "port" {
  type    = number
  default = null
}

variable "create_parameter_group" {
  type    = bool
  default = null
}

variable "parameter_group_name" {
  type    = string
  default = null
}

variable "parameter_group_family" {
  type    = string
  default = null
}

variable "parameters" {
  type    = list(map(string))
  default = null
}

variable "create_subnet_group" {
  type    = bool
  default = null
}

variable "subnet_group_name" {
  type    = string
  default = null
}

variable "subnet_ids" {
  type    = list(string)
  default = null
}

variable "create_security_group" {
  type    = bool
  default = null
}

variable "security_group_ids" {
  type    = list(string)
  default = null
}

variable "snapshot_retention_limit" {
  type    = number
  default = null
}

variable "snapshot_window" {
  type    = string
  default = null
}

variable "maintenance_window" {
  type    = string
  default = null
}

variable "at_rest_encryption_enabled" {
  type    = bool
  default = null
}

variable "transit_encryption_enabled" {
  type    = bool
  default = null
}

variable "auth_token" {
  type    = string
  default = null
}

output "replication_group_configuration_endpoint_address" {
  value = "replication_group_configuration_endpoint_address"
}
