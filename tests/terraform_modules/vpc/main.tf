# The arguments of the module vpc that are used, with their types, and its outputs.

variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

variable "azs" {
  type = list(string)
}

variable "private_subnets" {
  type    = list(string)
  default = null
}

variable "private_subnet_tags" {
  type    = map(string)
  default = null
}

variable "public_subnets" {
  type    = list(string)
  default = null
}

variable "public_subnet_tags" {
  type    = map(string)
  default = null
}

variable "map_public_ip_on_launch" {
  type    = bool
  default = null
}

variable "database_subnets" {
  type    = list(string)
  default = null
}

variable "create_database_subnet_group" {
  type    = bool
  default = null
}

variable "elasticache_subnets" {
  type    = list(string)
  default = null
}

variable "create_elasticache_subnet_group" {
  type    = bool
  default = null
}

variable "intra_subnets" {
  type    = list(string)
  default = null
}

variable "enable_nat_gateway" {
  type    = bool
  default = null
}

variable "one_nat_gateway_per_az" {
  type    = bool
  default = null
}

variable "enable_flow_log" {
  type    = bool
  default = null
}

variable "create_flow_log_cloudwatch_log_group" {
  type    = bool
  default = null
}

variable "create_flow_log_cloudwatch_iam_role" {
  type    = bool
  default = null
}

output "vpc_id" {
  value = "vpc_id"
}

output "private_subnets" {
  value = ["a", "b", "c"]
}

output "public_subnets" {
  value = ["a", "b", "c"]
}

output "database_subnets" {
  value = ["a", "b", "c"]
}

output "elasticache_subnets" {
  value = ["a", "b", "c"]
}

output "intra_subnets" {
  value = ["a", "b", "c"]
}
