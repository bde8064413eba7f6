# The arguments of the resource cloudflare_zone_setting, with their types.

variable "zone_id" {
  type     = string
  nullable = false
}

variable "setting_id" {
  type     = string
  nullable = false
}

variable "value" {
  type     = any
  nullable = false
}
