from common.fieldclass import table

# a duty holds nothing personal: `file` is a key, `label` a code or a number (design §3)
CLASSES = {
    "Duty": table(
        workflow="kind unit post holder deputy_holder subject file period label started_at due_at met_at"
        " met_recorded_at met_by is_backfilled voided_at void_reason next_step_at ladder policy_version"
        " hidden_at"
    ),
    "Miss": table(workflow="duty at"),
    "Excuse": table(workflow="duty reason by at signed_by signed_at refused_by refused_at refusal"),
    "PolicyChange": table(public="kind field value unit from_on reason withdraws", workflow="by"),
    "RosterEntry": table(workflow="unit day leader entered_by"),
    "Heartbeat": table(public="source completed_at"),
    "Outage": table(public="source from_at until_at"),
    "Notice": table(
        workflow="duty step_no at tell unit post user skipped_level claimed_at delivered_at delivery_tries"
        " opened_at opened_by"
    ),
    "Escalation": table(
        workflow="duty raised_at acknowledged_at acknowledged_by ack_expires_at decision decision_note"
        " decided_at decided_by closed_at closed_by close_note"
    ),
    "EscalationEvent": table(workflow="escalation step at by note"),
}
