# The arguments of the resource cloudflare_ruleset that are used, with their types.

variable "zone_id" {
  type    = string
  default = null
}

variable "name" {
  type     = string
  nullable = false
}

variable "kind" {
  type     = string
  nullable = false

  validation {
    condition     = contains(["managed", "custom", "root", "zone"], var.kind)
    error_message = "No kind of a ruleset."
  }
}

variable "phase" {
  type     = string
  nullable = false
}

variable "rules" {
  type = list(object({
    ref         = optional(string)
    description = optional(string)
    expression  = string
    action      = string
    ratelimit = optional(object({
      characteristics     = list(string)
      period              = number
      requests_per_period = number
      mitigation_timeout  = number
    }))
  }))
  default = []
}
