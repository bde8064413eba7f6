# The arguments of the module sqs that are used, with their types, and its outputs.

variable "name" {
  type = string
}

variable "visibility_timeout_seconds" {
  type    = number
  default = null
}

variable "message_retention_seconds" {
  type    = number
  default = null
}

variable "receive_wait_time_seconds" {
  type    = number
  default = null
}

variable "sqs_managed_sse_enabled" {
  type    = bool
  default = null
}

variable "create_dlq" {
  type    = bool
  default = null
}

variable "dlq_name" {
  type    = string
  default = null
}

variable "dlq_message_retention_seconds" {
  type    = number
  default = null
}

variable "dlq_sqs_managed_sse_enabled" {
  type    = bool
  default = null
}

variable "redrive_policy" {
  type    = any
  default = null
}

output "queue_arn" {
  value = "queue_arn"
}

output "queue_url" {
  value = "queue_url"
}

output "dead_letter_queue_arn" {
  value = "dead_letter_queue_arn"
}
