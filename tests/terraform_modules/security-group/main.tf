# The arguments of the module security-group that are used, with their types, and its outputs.

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

variable "vpc_id" {
  type = string
}

variable "ingress_with_source_security_group_id" {
  type    = list(map(string))
  default = null
}

output "security_group_id" {
  value = "security_group_id"
}
