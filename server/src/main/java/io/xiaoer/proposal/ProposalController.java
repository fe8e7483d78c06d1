package io.xiaoer.proposal;

import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.RequestParams;
import io.xiaoer.proposal.Proposals.Outcome;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people do with proposals; a conversation itself says which it has. */
@RestController
@RequestMapping("/api/v1/conversations/{id}/proposals/{proposal_id}")
@RequiresPermission(Permission.CONVERSATIONS_WRITE)
class ProposalController {
  private final Proposals proposals;

  ProposalController(Proposals proposals) {
    this.proposals = proposals;
  }

  /** It is in somebody's composer from now on, and nobody else's. */
  @PostMapping("/insert")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void insert(@PathVariable String id, @PathVariable("proposal_id") String proposalId) {
    settle(id, proposalId, Outcome.INSERTED);
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void drop(@PathVariable String id, @PathVariable("proposal_id") String proposalId) {
    settle(id, proposalId, Outcome.DROPPED);
  }

  private void settle(String id, String proposalId, Outcome outcome) {
    if (!proposals.settle(
        RequestParams.id("id", id), RequestParams.id("proposal_id", proposalId), outcome)) {
      throw ApiProblem.notFound(
          "no_such_proposal",
          "No such proposal: somebody has used it or thrown it away, or the talk has gone on.");
    }
  }
}
