# The arguments of the module s3-bucket that are used, with their types, and its outputs.

variable "bucket" {
  type = string
}

variable "block_public_acls" {
  type    = bool
  default = null
}

variable "block_public_policy" {
  type    = bool
  default = null
}

variable "ignore_public_acls" {
  type    = bool
  default = null
}

variable "restrict_public_buckets" {
  type    = bool
  default = null
}

variable "attach_deny_insecure_transport_policy" {
  type    = bool
  default = null
}

variable "versioning" {
  type    = map(string)
  default = null
}

variable "server_side_encryption_configuration" {
  type    = any
  default = null
}

variable "lifecycle_rule" {
  type    = any
  default = null
}

output "s3_bucket_arn" {
  value = "s3_bucket_arn"
}

output "s3_bucket_id" {
  value = "s3_bucket_id"
}
