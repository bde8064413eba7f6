# The arguments of the module rds that are used, with their types, and its outputs.

variable "identifier" {
  type = string
}

variable "replicate_source_db" {
  type    = string
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

variable "family" {
  type    = string
  default = null
}

variable "major_engine_version" {
  type    = string
  default = null
}

variable "instance_class" {
  type    = string
  default = null
}

variable "auto_minor_version_upgrade" {
  type    = bool
  default = null
}

variable "allocated_storage" {
  type    = number
  default = null
}

variable "max_allocated_storage" {
  type    = number
  default = null
}

variable "storage_type" {
  type    = string
  default = null
}

variable "storage_encrypted" {
  type    = bool
  default = null
}

variable "db_name" {
  type    = string
  default = null
}

variable "username" {
  type    = string
  default = null
}

variable "port" {
  type    = string
  default = null
}

variable "manage_master_user_password" {
  type    = bool
  default = null
}

variable "multi_az" {
  type    = bool
  default = null
}

variable "create_db_subnet_group" {
  type    = bool
  default = null
}

variable "db_subnet_group_name" {
  type    = string
  default = null
}

variable "db_subnet_group_use_name_prefix" {
  type    = bool
  default = null
}

variable "subnet_ids" {
  type    = list(string)
  default = null
}

variable "vpc_security_group_ids" {
  type    = list(string)
  default = null
}

variable "backup_retention_period" {
  type    = number
  default = null
}

variable "backup_window" {
  type    = string
  default = null
}

variable "maintenance_window" {
  type    = string
  default = null
}

variable "copy_tags_to_snapshot" {
  type    = bool
  default = null
}

variable "skip_final_snapshot" {
  type    = bool
  default = null
}

variable "deletion_protection" {
  type    = bool
  default = null
}

variable "enabled_cloudwatch_logs_exports" {
  type    = list(string)
  default = null
}

variable "performance_insights_enabled" {
  type    = bool
  default = null
}

variable "performance_insights_retention_period" {
  type    = number
  default = null
}

variable "create_monitoring_role" {
  type    = bool
  default = null
}

variable "monitoring_role_name" {
  type    = string
  default = null
}

variable "monitoring_interval" {
  type    = number
  default = null
}

variable "parameters" {
  type    = list(map(string))
  default = null
}

output "db_instance_identifier" {
  value = "db_instance_identifier"
}

output "db_instance_endpoint" {
  value = "db_instance_endpoint"
}

output "db_instance_master_user_secret_arn" {
  value = "db_instance_master_user_secret_arn"
}
