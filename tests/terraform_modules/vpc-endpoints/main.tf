# The arguments of the module vpc-endpoints that are used, with their types.

variable "vpc_id" {
  type = string
}

variable "create_security_group" {
  type    = bool
  default = null
}

variable "security_group_name" {
  type    = string
  default = null
}

variable "security_group_description" {
  type    = string
  default = null
}

variable "security_group_rules" {
  type    = any
  default = null
}

variable "endpoints" {
  type    = any
  default = null
}
