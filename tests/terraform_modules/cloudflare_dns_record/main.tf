# The arguments of the resource cloudflare_dns_record that are used, with their types.

variable "zone_id" {
  type     = string
  nullable = false
}

variable "name" {
  type     = string
  nullable = false
}

variable "type" {
  type     = string
  nullable = false
}

variable "content" {
  type    = string
  default = null
}

variable "proxied" {
  type    = bool
  default = null
}

variable "ttl" {
  type     = number
  nullable = false
}
